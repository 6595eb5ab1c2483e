@NullMarked
package io.aaas.store;

import org.jspecify.annotations.NullMarked;
