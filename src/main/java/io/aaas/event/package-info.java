/**
 * The append-only event log of each agent. Knows no process.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.aaas.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
