/**
 * API keys and who is calling.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.aaas.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
