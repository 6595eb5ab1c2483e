# The script words of a user's text, each a small sub. README.md says what they do.
use v5.36;
use Time::HiRes 'time';

our ($TRUE, $FALSE, $turn, $deaf, $torn, $bytes_left, %word, %first_word);

my $MIB = 1 << 20;  # a variable: Perl would build 'x' x CONSTANT when it compiles, and keep it

# Done in their order before the turn writes anything.
%first_word = (
    'ignore-term' => sub ($) { $deaf = 1; $SIG{$_} = 'IGNORE' for qw(TERM INT) },
    stderr => sub ($text) { write_all(\*STDERR, "$text\n") },
    exit   => sub ($code) { quit($code || 0) },
    hang   => sub ($) { hang() },
);

# Done in their order once the turn has begun. Some act at once, some only note what respond() and result() shall do.
%word = (
    # pace and reply
    sleep       => sub ($seconds) { pause($seconds) },
    slow        => sub ($arg) { my ($count, $ms) = split ' ', $arg; $turn->{slow} = [$count, $ms / 1000] },
    reply       => sub ($text) { reply($text) },
    'big-reply' => sub ($size) { reply('x' x bytes($size)) },
    recall      => sub ($) { reply(join ' | ', recalled()) },
    'echo-env'  => sub ($) { reply(join "\n", map { "$_=$ENV{$_}" } sort keys %ENV) },
    'read-parent-env' => sub ($) { reply("$_: " . environment_of($_)) for getppid, 1 },

    # tools and questions
    tool       => sub ($text) {
        my $id = tool_use('Bash', { command => $text });
        pause(0.05);
        tool_result($id, $text, 0);
    },
    ask        => sub ($arg) { my ($tool, $input) = split ' ', $arg, 2; ask($tool, decode($input // '{}')) },
    'ask-user' => sub ($) {
        ask('AskUserQuestion', { questions => [{ question => 'Which one?', header => 'Pick', multiSelect => $FALSE,
            options => [map { { label => $_, description => "The option $_" } } qw(A B)] }] });
    },

    # results
    'no-result'         => sub ($) { $turn->{results} = 0 },
    'two-results'       => sub ($) { $turn->{results} = 2 },
    'late-result'       => sub ($seconds) { $turn->{late} = $seconds },
    'hang-at-result'    => sub ($) { $turn->{sticks} = 1 },
    'hang-after-result' => sub ($) { $turn->{hangs} = 1 },
    'max-turns'         => sub ($) { $turn->{max_turns} = 1 },
    'api-error'         => sub ($status) { $turn->{api_error} = $status },
    'api-retry'         => sub ($count) {
        for my $attempt (1 .. $count) {
            event('system', subtype => 'api_retry', attempt => \$attempt, max_retries => \10, retry_delay_ms => \10,
                error_status => \529, error => 'overloaded');
            pause(0.01);
        }
    },
    unsolicited => sub ($arg) {
        my ($ms, $script) = split ' ', $arg, 2;
        $turn->{unsolicited} = [$ms, $script ? "#$script" : ''];
    },

    # the process
    'die-mid-turn' => sub ($) { $turn->{dies} = 1 },
    'stop-self'    => sub ($) { kill STOP => $$ },
    'fork-tree'    => sub ($arg) { reply('forked ' . fork_tree(split ' ', $arg)) },
    'leak-stdout'  => sub ($seconds) { detach(sub { select undef, undef, undef, $seconds }, 1) },
    'eat-mem'      => sub ($size) { our $eaten = 'x' x bytes($size) },
    'eat-disk'     => sub ($size) { reply('disk: ' . eat_disk(bytes($size))) },

    # the output
    line        => sub ($size) { long_line(bytes($size)) },
    'flood-out' => sub ($size) {
        for (my $left = bytes($size); $left > 0; $left -= $MIB / 64) {
            assistant(text_block('x' x ($MIB / 64)));
            pause(0);
        }
    },
    'flood-err' => sub ($size) {
        my $lines = ('x' x 1023 . "\n") x ($MIB / 65_536);
        for (my $left = bytes($size); $left > 0; $left -= length $lines) {
            write_all(\*STDERR, $lines);
            pause(0);
        }
    },
    'bad-utf8' => sub ($) {
        assistant(text_block("byte \xff, overlong \xc0\xaf, surrogate \xed\xa0\x80, cut off \xe6\xbc"));
        assistant(text_block(\'"escaped surrogate \ud800, escaped NUL \u0000"'));
    },
    'bad-json' => sub ($) {
        out("$_\n") for 'this is not JSON', '', '42', 'null', '[]', '{"no":"type"}',
            '{"type":"assistant","message":{"content":[{"te{"type":"system","subtype":"status"}',
            '{"type":"from_the_future"}', '{"type":"system","subtype":"from_the_future"}',
            '{"type":"x","type":"y","huge":1e999,"long":' . 9 x 400 . '}',
            '{"type":"x","deep":' . '[' x 10_000 . ']' x 10_000 . '}';
    },
    'split-utf8' => sub ($) { $torn = 1; reply('Zażółć gęślą jaźń 漢字 😀') },
    'crlf-bom-nul' => sub ($) {
        my ($bom, $crlf, $before, $after) =
            map { encode(line('system', subtype => 'status', status => undef)) } 1 .. 4;
        out($_) for "\xef\xbb\xbf$bom\n", "$crlf\r\n", "\r\n", "\0$before\n", "$after\0\n";
    },
    'truncate-64k' => sub ($) { $bytes_left = 65_536; reply('x' x $MIB) },
);

sub bytes ($size) {
    my ($number, $unit) = $size =~ /^(\d+)([kmg]?)$/i or die "#...: not a size: $size\n";
    return $number << { '' => 0, k => 10, m => 20, g => 30 }->{ lc $unit };
}

# One assistant line of this size, its end of line included, written in pieces.
sub long_line ($size) {
    acknowledge();
    my ($head, $tail) = split /@@/, encode(assistant_line(text_block('@@'))) . "\n";
    out($head);
    my $left = $size - length "$head$tail";
    for (; $left > $MIB; $left -= $MIB) { out('x' x $MIB) }
    out('x' x $left . $tail);
}

sub eat_disk ($size) {
    open my $file, '>', "eaten.$$" or return "$!";
    for (; $size > 0; $size -= $MIB) { syswrite $file, 'x' x ($size < $MIB ? $size : $MIB) or return "$!" }
    return 'written';
}

sub environment_of ($pid) {
    open my $file, '<', "/proc/$pid/environ" or return "$!";
    local $/;
    return <$file> =~ tr/\0/\n/r;
}

# Runs the work in a process of its own: new session, parent gone.
sub detach ($work, $keeps_stdout = 0) {
    require POSIX;
    my $child = fork // return;
    return waitpid $child, 0 if $child;
    POSIX::setsid();
    exit 0 if fork // 1;
    @SIG{qw(TERM INT)} = ('DEFAULT') x 2;
    open STDIN,  '<', '/dev/null';
    open STDERR, '>', '/dev/null';
    open STDOUT, '>', '/dev/null' if !$keeps_stdout;
    $work->();
    exit 0;
}

# Starts a tree of detached processes and returns their number once all run.
sub fork_tree ($depth, $width) {
    pipe my $reader, my $writer or die "pipe: $!\n";
    my $grow;
    $grow = sub ($left) {
        for (1 .. $width) {
            detach(sub {
                syswrite $writer, '.';
                $grow->($left - 1) if $left > 1;
                close $writer;
                sleep 600;
            });
        }
    };
    $grow->($depth);
    close $writer;
    local $/;
    return length <$reader>;
}

1;
