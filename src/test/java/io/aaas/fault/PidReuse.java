package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * While the service is away, the pids it has on record become those of a stranger.
 */
final class PidReuse {

	private PidReuse() {
	}

	static void reused(Storm storm) {
		Process stranger = sleep();
		try {
			storm.awaitTurns();
			storm.kill();
			int changed = record(storm.world().database(), stranger.pid());
			storm.world().figures().count("pids reused", changed);
			ServiceFaults.restart(storm, "ready again after kill -9");
			storm.expect(stranger.isAlive(), "a stranger was killed");
		}
		finally {
			stranger.destroyForcibly();
		}
	}

	private static Process sleep() {
		try {
			return new ProcessBuilder("sleep", "600").start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Its start time is another than the one on record. */
	private static int record(Database database, long pid) {
		try (Connection connection = database.connect();
				PreparedStatement statement = connection
					.prepareStatement("update launches set processes = ? where ended_at is null")) {
			statement.setString(1, pid + ":1");
			return statement.executeUpdate();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
