package io.aaas.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Leaves U+0000 out of every text that is stored: PostgreSQL takes none, and the two
 * databases shall hold the same.
 */
final class CleanParameters implements InvocationHandler {

	private final StatementSpec statement;

	private CleanParameters(StatementSpec statement) {
		this.statement = statement;
	}

	static StatementSpec of(StatementSpec statement) {
		return (StatementSpec) Proxy.newProxyInstance(StatementSpec.class.getClassLoader(),
				new Class<?>[] { StatementSpec.class }, new CleanParameters(statement));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		if (arguments != null && method.getName().startsWith("param")) {
			for (int i = 0; i < arguments.length; i++) {
				arguments[i] = clean(arguments[i]);
			}
		}
		try {
			Object result = method.invoke(this.statement, arguments);
			return (result == this.statement) ? proxy : result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	static @Nullable Object clean(@Nullable Object value) {
		return switch (value) {
			case null -> null;
			case String text -> (text.indexOf('\0') >= 0) ? text.replace("\0", "") : text;
			case List<?> list -> {
				List<@Nullable Object> cleaned = new ArrayList<>(list.size());
				list.forEach((element) -> cleaned.add(clean(element)));
				yield cleaned;
			}
			case Map<?, ?> map -> {
				Map<Object, @Nullable Object> cleaned = new HashMap<>();
				map.forEach((name, element) -> cleaned.put(name, clean(element)));
				yield cleaned;
			}
			case Object[] array -> clean(array);
			default -> value;
		};
	}

	static @Nullable Object[] clean(@Nullable Object[] row) {
		@Nullable Object[] cleaned = row.clone();
		for (int i = 0; i < cleaned.length; i++) {
			cleaned[i] = clean(cleaned[i]);
		}
		return cleaned;
	}

}
