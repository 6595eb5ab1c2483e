@NullMarked
package io.aaas.openapi;

import org.jspecify.annotations.NullMarked;
