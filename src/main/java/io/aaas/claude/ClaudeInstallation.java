package io.aaas.claude;

import java.nio.file.Path;

/**
 * A Claude Code CLI that was found and said its version.
 *
 * @param executable the program's real path, symbolic links resolved
 * @param version what it answered to {@code --version}
 */
public record ClaudeInstallation(Path executable, ClaudeVersion version) {
}
