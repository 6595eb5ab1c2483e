/**
 * The HTTP face of agents.
 */
@NullMarked
package io.aaas.agent.web;

import org.jspecify.annotations.NullMarked;
