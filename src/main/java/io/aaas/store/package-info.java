/**
 * The database: one writer with group commit, reads, migrations. Knows no other module's
 * tables.
 */
@ApplicationModule(allowedDependencies = { "problem" })
@NullMarked
package io.aaas.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
