/** The fault harness: what the service promises, held against faults of every kind. */
@NullMarked
package io.aaas.fault;

import org.jspecify.annotations.NullMarked;
