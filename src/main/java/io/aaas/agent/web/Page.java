package io.aaas.agent.web;

import java.util.List;
import java.util.function.Function;

import io.aaas.store.Part;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param data the items
 * @param hasMore whether there are more behind them
 * @param nextCursor what to give as {@code cursor} to get those; {@code null} at the end
 */
record Page<T>(List<T> data, boolean hasMore, @Nullable String nextCursor) {

	/** Make a page of what was read for it. */
	static <S, T> Page<T> of(Part<S> found, Function<S, T> shown, Function<S, String> cursor) {
		return new Page<>(found.rows().stream().map(shown).toList(), found.more(),
				found.more() ? cursor.apply(found.rows().getLast()) : null);
	}

	/**
	 * Make a page of one item more than was asked for, if there is one more.
	 */
	static <S, T> Page<T> of(List<S> found, int limit, Function<S, T> shown, Function<S, String> cursor) {
		boolean more = found.size() > limit;
		List<S> page = more ? found.subList(0, limit) : found;
		return new Page<>(page.stream().map(shown).toList(), more, more ? cursor.apply(page.getLast()) : null);
	}

}
