package io.aaas.store;

import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Runs a function in one transaction, and tells an unreachable database from a wrong
 * statement.
 */
class TransactionRunner {

	private final JdbcTransactionManager manager;

	private final Transaction transaction;

	TransactionRunner(DataSource source) {
		SQLExceptionSubclassTranslator translator = new SQLExceptionSubclassTranslator();
		translator.setCustomTranslator(new SqliteExceptionTranslator());
		this.manager = new JdbcTransactionManager(source);
		this.manager.setExceptionTranslator(translator);
		JdbcTemplate template = new JdbcTemplate(source);
		template.setExceptionTranslator(translator);
		this.transaction = new Transaction(template);
	}

	/**
	 * Run and commit.
	 * @throws StoreUnavailableException if the database cannot be reached; its outcome is
	 * unknown only when the commit itself failed
	 */
	<T extends @Nullable Object> T run(Function<Transaction, T> work) {
		T result;
		TransactionStatus status = begin();
		try {
			result = work.apply(this.transaction);
		}
		catch (DataAccessResourceFailureException | TransientDataAccessException ex) {
			rollback(status);
			throw new StoreUnavailableException(false, ex);
		}
		catch (RuntimeException | Error ex) {
			rollback(status);
			throw ex;
		}
		try {
			this.manager.commit(status);
		}
		catch (TransactionException | DataAccessResourceFailureException | TransientDataAccessException ex) {
			throw new StoreUnavailableException(true, ex);
		}
		return result;
	}

	private TransactionStatus begin() {
		try {
			return this.manager.getTransaction(new DefaultTransactionDefinition());
		}
		catch (CannotCreateTransactionException | CannotGetJdbcConnectionException ex) {
			throw new StoreUnavailableException(false, ex);
		}
	}

	private void rollback(TransactionStatus status) {
		try {
			this.manager.rollback(status);
		}
		catch (TransactionException | DataAccessResourceFailureException ex) {
			// The connection is gone, and the transaction with it.
		}
	}

}
