@NullMarked
package io.aaas.problem;

import org.jspecify.annotations.NullMarked;
