package io.aaas.problem;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * Java's types in the words of a JSON client.
 */
final class JsonTypes {

	private static final Set<Class<?>> INTEGERS = Set.of(int.class, Integer.class, long.class, Long.class, short.class,
			Short.class, byte.class, Byte.class, BigInteger.class);

	private static final Set<Class<?>> NUMBERS = Set.of(double.class, Double.class, float.class, Float.class,
			BigDecimal.class, Number.class);

	private JsonTypes() {
	}

	static String describe(Class<?> type) {
		if (INTEGERS.contains(type)) {
			return "an integer";
		}
		if (NUMBERS.contains(type)) {
			return "a number";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (CharSequence.class.isAssignableFrom(type)) {
			return "a string";
		}
		if (type == Instant.class) {
			return "a UTC time such as 2026-01-31T12:00:00Z";
		}
		if (type == Duration.class) {
			return "a duration such as PT90S";
		}
		if (type == UUID.class) {
			return "a UUID";
		}
		if (type.isArray() || Collection.class.isAssignableFrom(type)) {
			return "an array";
		}
		return "an object";
	}

}
