/**
 * What the API tells about the caller.
 */
@NullMarked
package io.aaas.security.web;

import org.jspecify.annotations.NullMarked;
