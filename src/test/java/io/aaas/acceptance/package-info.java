/**
 * The service as its users meet it: a process of its own, spoken to over HTTP.
 */
@NullMarked
package io.aaas.acceptance;

import org.jspecify.annotations.NullMarked;
