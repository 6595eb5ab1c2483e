@NullMarked
package io.aaas.security;

import org.jspecify.annotations.NullMarked;
