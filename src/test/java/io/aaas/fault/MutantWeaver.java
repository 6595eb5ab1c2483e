package io.aaas.fault;

import java.util.Arrays;

import io.aaas.fault.Mutant.Off;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Makes mutants of the service's classes.
 */
final class MutantWeaver {

	private MutantWeaver() {
	}

	/**
	 * Take the protection out of its class.
	 * @param builder of that class
	 * @throws IllegalStateException if there is nothing to switch off
	 */
	static <T> DynamicType.Builder<T> apply(Mutant mutant, DynamicType.Builder<T> builder) {
		DynamicType.Builder<T> off = builder.visit(visitor(mutant.off(), mutant.method()));
		if (Arrays.equals(builder.make().getBytes(), off.make().getBytes())) {
			throw new IllegalStateException(
					"There is nothing to switch off in " + mutant.type() + "." + mutant.method());
		}
		return off;
	}

	private static AsmVisitorWrapper visitor(Off off, String method) {
		ElementMatcher.Junction<MethodDescription> methods = ElementMatchers.named(method);
		return switch (off) {
			case Off.Nothing _ -> Advice.to(Skipped.class).on(methods);
			case Off.AlwaysTrue _ -> Advice.to(True.class).on(methods);
			case Off.JustTrue _ -> Advice.to(SkippedTrue.class).on(methods);
			case Off.Itself _ -> Advice.to(Self.class).on(methods);
			case Off.FirstArgument _ -> Advice.to(Argument.class).on(methods);
			case Off.Without without -> MemberSubstitution.relaxed()
				.method(ElementMatchers.named(without.member()))
				.stub()
				.field(ElementMatchers.named(without.member()))
				.onWrite()
				.stub()
				// The lambdas in it are part of it.
				.on(methods.or(ElementMatchers.nameStartsWith("lambda$" + method + "$")));
		};
	}

	private static final class Skipped {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static boolean skip() {
			return true;
		}

	}

	private static final class True {

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) boolean returned) {
			returned = true;
		}

	}

	private static final class SkippedTrue {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static boolean skip() {
			return true;
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) boolean returned) {
			returned = true;
		}

	}

	private static final class Self {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static boolean skip() {
			return true;
		}

		@Advice.OnMethodExit
		static void exit(@Advice.This Object self,
				@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
			returned = self;
		}

	}

	private static final class Argument {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static boolean skip() {
			return true;
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Argument(0) Object argument,
				@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object returned) {
			returned = argument;
		}

	}

}
