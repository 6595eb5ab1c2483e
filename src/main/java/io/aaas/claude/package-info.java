/**
 * The Claude Code CLI as a child process: find, start, speak, stop. No HTTP, no database.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.aaas.claude;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
