/**
 * Templates: named presets of agent configuration.
 */
@ApplicationModule(allowedDependencies = { "security", "claude" })
@NullMarked
package io.aaas.template;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
