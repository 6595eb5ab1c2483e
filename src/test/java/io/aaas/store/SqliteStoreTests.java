package io.aaas.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SqliteStoreTests extends StoreContract {

	@Override
	TestStore open() {
		return TestStore.sqlite();
	}

	@Test
	void openWhenDirectoryIsOpenToOthersKeepsTheFilesPrivate() throws IOException {
		ids(store());
		try (Stream<Path> files = Files.list(database().directory().path())) {
			assertThat(files.filter((file) -> file.getFileName().toString().startsWith("aaas.db"))).hasSize(3)
				.allSatisfy((file) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
					.isEqualTo("rw-------"));
		}
	}

	@Test
	void writeWhenDiskIsFullIsUnavailableUntilThereIsRoom() {
		limitPages("(select page_count + 10 from pragma_page_count)");
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> store().write("a", (transaction) -> {
				insert(transaction, "a", 1, "x".repeat(1024 * 1024));
				return true;
			}))
			.matches((ex) -> !ex.outcomeUnknown());
		assertThat(ids(store())).isEmpty();
		limitPages("1000000");
		store().write("a", (transaction) -> {
			insert(transaction, "a", 1, "x".repeat(1024 * 1024));
			return true;
		});
		assertThat(ids(store())).containsExactly("a");
	}

	/** As a disk does that has no room for more. */
	private void limitPages(String limit) {
		store().write("", (transaction) -> {
			int pages = transaction.sql("select " + limit).query(Integer.class).single();
			return transaction.sql("pragma max_page_count = " + pages).query(Integer.class).single();
		});
	}

}
