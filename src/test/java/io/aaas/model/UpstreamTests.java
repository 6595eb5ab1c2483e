package io.aaas.model;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UpstreamTests {

	@Test
	void defaultIsTheMessagesApi() {
		Upstream upstream = new Upstream(null, "key", null, null);
		assertThat(upstream.request("/v1/messages").build().uri()).hasToString("https://api.anthropic.com/v1/messages");
		assertThat(upstream.host()).isEqualTo("api.anthropic.com");
	}

	@Test
	void whatCannotBeSentIsRefusedWithoutItsValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Upstream("nowhere-at-all", "key", null, null))
			.withMessageContaining("ANTHROPIC_BASE_URL")
			.withMessageNotContaining("nowhere");
		assertThatIllegalArgumentException().isThrownBy(() -> new Upstream(null, "my\u0007key", null, null))
			.withMessageContaining("ANTHROPIC_API_KEY")
			.withMessageNotContaining("my")
			.withNoCause();
		assertThatIllegalArgumentException().isThrownBy(() -> new Upstream(null, null, "my\nkey", null))
			.withMessageContaining("ANTHROPIC_AUTH_TOKEN")
			.withMessageNotContaining("my");
		assertThatIllegalArgumentException().isThrownBy(() -> new Upstream(null, "key", null, "Host: my"))
			.withMessageContaining("ANTHROPIC_CUSTOM_HEADERS")
			.withMessageNotContaining("my");
	}

}
