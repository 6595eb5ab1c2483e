package io.aaas.store;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Tells SQLite's errors apart as Spring does PostgreSQL's: its driver gives none of them
 * an SQLState.
 */
final class SqliteExceptionTranslator implements SQLExceptionTranslator {

	@Override
	public @Nullable DataAccessException translate(String task, @Nullable String sql, SQLException ex) {
		SQLiteErrorCode code = code(ex);
		if (code == null) {
			return null;
		}
		String message = task + ": " + ex.getMessage();
		return switch (code) {
			case SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_ROWID ->
				new DuplicateKeyException(message, ex);
			default -> switch (primary(code)) {
				case SQLITE_CONSTRAINT -> new DataIntegrityViolationException(message, ex);
				case SQLITE_BUSY, SQLITE_LOCKED -> new TransientDataAccessResourceException(message, ex);
				case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_NOMEM,
						SQLITE_PROTOCOL ->
					new DataAccessResourceFailureException(message, ex);
				default -> null;
			};
		};
	}

	private static @Nullable SQLiteErrorCode code(SQLException ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLiteException sqlite) {
				return sqlite.getResultCode();
			}
		}
		return null;
	}

	/** An extended code holds its primary one in the lowest byte. */
	private static SQLiteErrorCode primary(SQLiteErrorCode code) {
		return SQLiteErrorCode.getErrorCode(code.code & 0xff);
	}

}
