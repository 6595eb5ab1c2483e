@NullMarked
package io.aaas.event;

import org.jspecify.annotations.NullMarked;
