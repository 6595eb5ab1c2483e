/**
 * Every error of the API in one table, as RFC 9457 problem details.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.aaas.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
