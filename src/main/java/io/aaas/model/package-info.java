/**
 * The loopback forwarder to the Messages API, and its offline stand-in.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.aaas.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
