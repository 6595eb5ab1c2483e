package io.aaas;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The JSON of the HTTP API, as strict as it can be: whatever it cannot place is an error
 * that names the field, never a silent default. Output of other programs is not for this
 * mapper: who reads that has a lenient one of its own.
 */
@Configuration(proxyBeanMethods = false)
class StrictJsonConfiguration {

	private static final int MAX_NESTING = 64;

	private static final int MAX_NUMBER_LENGTH = 100;

	/** Above the largest body that is let in, so that the body limit is the one met. */
	private static final int MAX_STRING_LENGTH = 11 * 1024 * 1024;

	@Bean
	JsonFactoryBuilderCustomizer jsonLimits() {
		return (factory) -> factory.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(MAX_NESTING)
			.maxNumberLength(MAX_NUMBER_LENGTH)
			.maxStringLength(MAX_STRING_LENGTH)
			.build());
	}

	@Bean
	JsonMapperBuilderCustomizer strictJson() {
		return (mapper) -> {
			mapper.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
			mapper.enumNamingStrategy(EnumNamingStrategies.SNAKE_CASE);
			mapper.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
			mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
			// A client's own JSON keeps its numbers: 1e400 is none for a double.
			mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
			mapper.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
			mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
			refuseCoercion(mapper);
		};
	}

	/**
	 * {@code "5"} is no number, {@code 5} no string and {@code " "} not nothing: none is
	 * guessed at.
	 */
	private static void refuseCoercion(JsonMapper.Builder mapper) {
		mapper.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
		mapper
			.withCoercionConfigDefaults((any) -> any.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
		mapper.withCoercionConfig(LogicalType.Textual, (text) -> {
			text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
			text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
			text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
		});
	}

}
