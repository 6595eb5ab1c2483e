package io.aaas.problem;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The problems an operation of the API can answer with, for its documentation, besides
 * those that its kind brings along (a body that cannot be read, a key that is missing).
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Problems {

	/**
	 * The problems.
	 * @return the types
	 */
	ProblemType[] value();

}
