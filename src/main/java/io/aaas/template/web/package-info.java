/**
 * The HTTP face of templates and integrations.
 */
@NullMarked
package io.aaas.template.web;

import org.jspecify.annotations.NullMarked;
