package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The conversation a process is started with. Ids are UUIDs; anything else is an
 * {@link InvalidOptionException}.
 */
public sealed interface ClaudeSession {

	/**
	 * Whether a conversation can be resumed: the CLI (2.1.197 to 2.1.330) writes its
	 * transcript with the first turn, and only that can be resumed.
	 * @param configDirectory the config directory it ran with
	 * @param sessionId its id
	 * @return {@code true} if {@code projects/*}{@code /<id>.jsonl} is there and not
	 * empty
	 */
	static boolean exists(Path configDirectory, String sessionId) {
		requireId(sessionId);
		Path projects = configDirectory.resolve("projects");
		if (!Files.isDirectory(projects)) {
			return false;
		}
		try (Stream<Path> slugs = Files.list(projects)) {
			return slugs.map((slug) -> slug.resolve(sessionId + ".jsonl"))
				.anyMatch((file) -> Files.isRegularFile(file) && file.toFile().length() > 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void requireId(String id) {
		try {
			if (UUID.fromString(id).toString().equalsIgnoreCase(id)) {
				return;
			}
		}
		catch (IllegalArgumentException ignored) {
			// Said below, for both ways of being wrong.
		}
		throw new InvalidOptionException("session_id", "must be a UUID");
	}

	/**
	 * A new conversation.
	 *
	 * @param id the id it will have; the CLI exits with 1 if it exists
	 */
	record New(String id) implements ClaudeSession {

		public New {
			requireId(id);
		}

	}

	/**
	 * Go on with a conversation. It needs the same working directory and the same config
	 * directory as before.
	 *
	 * @param id its id
	 */
	record Resume(String id) implements ClaudeSession {

		public Resume {
			requireId(id);
		}

	}

	/**
	 * A new conversation with the history of another.
	 *
	 * @param from the other one's id; its transcript must be in the config directory
	 * @param id the id the new one will have
	 */
	record Fork(String from, String id) implements ClaudeSession {

		public Fork {
			requireId(from);
			requireId(id);
		}

	}

}
