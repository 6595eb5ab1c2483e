# The conversation on disk: transcript, resume and fork, and the cost that a session carries on.
use v5.36;

our (%setting, $recent, $TRUE, %option, $session, $cwd, $turn, %known, $cost);

my $transcript;  # its path

sub config_dir () { return $ENV{CLAUDE_CONFIG_DIR} // ($ENV{HOME} // '.') . '/.claude' }

sub transcript_of ($id) {
    my $folder = $cwd =~ s/[\x80-\xbf]//gr =~ s/[^a-zA-Z0-9]/-/gr;
    return config_dir() . "/projects/$folder/$id.jsonl";
}

sub remember ($type, $uuid, $text) {
    my $path = '';
    -d ($path .= $_) or mkdir $path for $transcript =~ m{[^/]*/}g;
    open my $file, '>>', $transcript or return warn "$transcript: $!\n";
    syswrite $file, encode({ type => $type, uuid => $uuid, sessionId => $session, cwd => $cwd,
        version => $setting{version}, message => { role => $type, content => $text } }) . "\n";
}

# The transcript's user and assistant lines; what else is in it, whole or not, does not count.
sub remembered () {
    open my $file, '<', $transcript or return;
    my @entries = grep { ref eq 'HASH' } map { eval { decode($_) } } <$file>;
    return grep { ($_->{type} // '') =~ /^(user|assistant)$/ } @entries;
}

# The user's texts before this turn.
sub recalled () {
    my %now = map { $_->{uuid} => 1 } $turn->{messages}->@*;
    return map { text_of($_->{message}{content}) } grep { $_->{type} eq 'user' && !$now{ $_->{uuid} } } remembered();
}

sub open_conversation () {
    my $resumed = $option{resume};
    my $kind = !defined $resumed ? 'new' : $option{'fork-session'} ? 'fork' : 'resume';
    $session    = $kind eq 'resume' ? $resumed : $option{'session-id'} // uuid();
    $transcript = transcript_of($session);
    ledger(start => $kind);
    fail('Error: --session-id with --continue or --resume also needs --fork-session.')
        if $kind eq 'resume' && defined $option{'session-id'};
    fail("Error: Session ID $session is already in use.") if $kind ne 'resume' && -e $transcript;
    return if $kind eq 'new';
    if ($setting{resume_missing} || !-e transcript_of($resumed)) {
        my $error = "No conversation found with session ID: $resumed";
        event('result', subtype => 'error_during_execution', is_error => $TRUE, duration_ms => \0,
            duration_api_ms => \0, num_turns => \0, stop_reason => undef, total_cost_usd => \0,
            permission_denials => [], errors => [$error]);
        fail($error);
    }
    $transcript = transcript_of($resumed);
    for my $entry (remembered()) {
        if ($entry->{type} eq 'user') { $known{ $entry->{uuid} } = 'cut off' }
        else                          { $_ = 'completed' for values %known }
    }
    my @entries = $kind eq 'fork' ? remembered() : ();
    $transcript = transcript_of($session);
    remember($_->{type}, $_->{uuid}, $_->{message}{content}) for @entries;
    $cost = carried_cost();
}

# 2.1.330 carries the cost of a session over a clean exit, 2.1.197 begins anew.
sub carried_cost () {
    return 0 if !$recent;
    open my $file, '<', config_dir() . "/.cost-$session" or return 0;
    return <$file> + 0;
}

sub carry_cost () {
    return if !$recent || !-d config_dir();
    open my $file, '>', config_dir() . "/.cost-$session" or return;
    syswrite $file, $cost;
}

1;
