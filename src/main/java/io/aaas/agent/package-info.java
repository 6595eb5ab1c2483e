/**
 * The service itself: agents, their queues, turns, approvals and workspaces.
 */
@ApplicationModule(allowedDependencies = { "claude", "event", "security", "model", "template" })
@NullMarked
package io.aaas.agent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
