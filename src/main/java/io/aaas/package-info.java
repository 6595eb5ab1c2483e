/**
 * Agent as a Service: runs many Claude Code processes and makes them dependable.
 */
@NullMarked
package io.aaas;

import org.jspecify.annotations.NullMarked;
