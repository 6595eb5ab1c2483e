/**
 * The OpenAPI document: what springdoc reads from the controllers and their Javadoc, made
 * to say what is on the wire.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.aaas.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
