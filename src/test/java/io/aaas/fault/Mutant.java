package io.aaas.fault;

import java.util.Set;

/**
 * The service without one of its protections.
 *
 * @param protection what it lacks, in words
 * @param type the class that holds the protection
 * @param method the method that does
 * @param off how it is switched off
 * @param missedBy who must notice
 */
record Mutant(String protection, String type, String method, Off off, MissedBy missedBy) {

	/** Who notices that a protection is missing. */
	sealed interface MissedBy {

		/** A test, which goes red. */
		record Test(String type, String method) implements MissedBy {

			@Override
			public String toString() {
				return this.type.substring(this.type.lastIndexOf('.') + 1) + "." + this.method;
			}

		}

		/** A run of the harness, which finds violations. */
		record Faults(Set<Fault> faults, int count) implements MissedBy {

			@Override
			public String toString() {
				return "a run of " + this.faults;
			}

		}

	}

	/** How a method's protection is switched off. */
	sealed interface Off {

		/** The method does nothing, and returns {@code null}, 0 or {@code false}. */
		record Nothing() implements Off {
		}

		/**
		 * The method does what it does, and returns {@code true} whatever comes of it.
		 */
		record AlwaysTrue() implements Off {
		}

		/** The method does nothing, and returns {@code true}. */
		record JustTrue() implements Off {
		}

		/** The method does nothing, and returns what it was called on. */
		record Itself() implements Off {
		}

		/** The method does nothing, and returns its first argument. */
		record FirstArgument() implements Off {
		}

		/**
		 * The method leaves out a call, and has a default instead of its result; or it
		 * does not set a field.
		 */
		record Without(String member) implements Off {
		}

	}

}
