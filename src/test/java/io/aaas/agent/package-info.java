@NullMarked
package io.aaas.agent;

import org.jspecify.annotations.NullMarked;
