# JSON, and the lines that the fake writes.
use v5.36;
use Time::HiRes 'time';
no warnings 'recursion';

our (%setting, $recent, $TRUE, $FALSE, %option, $session, $model, $turn, $torn, $bytes_left);

# --- JSON: objects and arrays are references, strings are plain, other literals are references to their text ---

sub encode ($value) {
    return 'null' if !defined $value;
    return $$value if ref $value eq 'SCALAR';
    return '[' . join(',', map { encode($_) } @$value) . ']' if ref $value eq 'ARRAY';
    return '{' . join(',', map { encode($_) . ':' . encode($value->{$_}) } sort keys %$value) . '}' if ref $value;
    my $text = $value =~ s/(["\\])/\\$1/gr =~ s/\n/\\n/gr =~ s/([\x00-\x1f])/sprintf '\u%04x', ord $1/ger;
    return qq("$text");
}

sub decode ($text) {
    for ($text) {
        my $value = decode_value();
        /\G\s*\z/gc or die "text after the value\n";
        return $value;
    }
}

sub decode_value () {
    /\G\s+/gc;
    return decode_string() if /\G"/gc;
    return $1 eq 'null' ? undef : \"$1" if /\G(true|false|null|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/gc;
    if (/\G\[\s*/gc) {
        my @items;
        until (/\G\s*\]/gc) {
            /\G\s*,/gc or die "comma expected\n" if @items;
            push @items, decode_value();
        }
        return \@items;
    }
    /\G\{\s*/gc or die "value expected\n";
    my %members;
    until (/\G\s*\}/gc) {
        /\G\s*,\s*/gc or die "comma expected\n" if %members;
        /\G"/gc or die "name expected\n";
        my $name = decode_string();
        /\G\s*:/gc or die "colon expected\n";
        $members{$name} = decode_value();
    }
    return \%members;
}

my %ESCAPE = (n => "\n", t => "\t", r => "\r", b => "\b", f => "\f", '"' => '"', '\\' => '\\', '/' => '/');

sub decode_string () {
    my $text = '';
    until (/\G"/gc) {
        if    (/\G([^"\\\x00-\x1f]+)/gc)    { $text .= $1 }
        elsif (/\G\\(["\\\/bfnrt])/gc)      { $text .= $ESCAPE{$1} }
        elsif (/\G\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)/gc) {
            $text .= utf8_bytes(0x10000 + ((hex($1) & 0x3ff) << 10) + (hex($2) & 0x3ff));
        }
        elsif (/\G\\u([0-9a-fA-F]{4})/gc)   { $text .= utf8_bytes(hex $1) }
        else                                { die "bad string\n" }
    }
    return $text;
}

sub utf8_bytes ($code) {
    my $char = chr $code;
    utf8::encode($char);
    return $char;
}

# --- output ---

# Writes to a file handle until all is written.
sub write_all ($handle, $bytes) {
    my $offset = 0;
    while ($offset < length $bytes) {
        my $written = syswrite $handle, $bytes, length($bytes) - $offset, $offset;
        if    (defined $written) { $offset += $written }
        elsif (!$!{EINTR})       { quit(1) }
    }
}

sub out ($bytes) {
    if (defined $bytes_left) {
        write_all(\*STDOUT, substr $bytes, 0, $bytes_left);
        $bytes_left -= length $bytes;
        quit(0) if $bytes_left <= 0;
        return;
    }
    return write_all(\*STDOUT, $bytes) if !$torn;
    for my $part (split /(?=[\x80-\xbf])/, $bytes) {
        write_all(\*STDOUT, $part);
        select undef, undef, undef, 0.005 if $part =~ /[\x80-\xff]/;
    }
}

sub put ($line) { out(encode($line) . "\n") }

# A line of this session.
sub line ($type, %members) { return { type => $type, session_id => $session, uuid => uuid(), %members } }
sub event (@line)          { put(line(@line)) }

sub lifecycle ($state, @messages) {
    return if !$recent;
    event('command_lifecycle', command_uuid => $_->{uuid}, state => $state) for @messages;
}

sub replay ($message, $content) {
    return if !$option{'replay-user-messages'} || $setting{no_replay};
    event('user', uuid => $message->{uuid}, isReplay => $TRUE, parent_tool_use_id => undef,
        message => { role => 'user', content => $content });
}

sub stream ($type, %members) {
    return if !$option{'include-partial-messages'};
    event('stream_event', parent_tool_use_id => undef, event => { type => $type, %members });
}

sub assistant (@content) {
    acknowledge();
    put(assistant_line(@content));
}

sub assistant_line (@content) {
    return line('assistant', parent_tool_use_id => undef, message => {
        id => $turn->{message_id} // message_id(), type => 'message', role => 'assistant', model => $model,
        content => \@content, stop_reason => undef, stop_sequence => undef, usage => usage(1),
    });
}

sub text_block ($text) { return { type => 'text', text => $text } }
sub message_id ()      { return 'msg_' . substr uuid() =~ s/-//gr, 0, 24 }
sub usage ($output_tokens) {
    return { input_tokens => \10, output_tokens => \$output_tokens,
        cache_creation_input_tokens => \0, cache_read_input_tokens => \0, service_tier => 'standard' };
}

sub dollars ($millionths) { return \sprintf('%.6f', $millionths / 1e6) }
sub bool ($value)         { return $value ? $TRUE : $FALSE }

sub uuid () {
    return sprintf '%04x%04x-%04x-4%03x-%04x-%04x%04x%04x', (map { rand 0x10000 } 1 .. 3), rand 0x1000,
        0x8000 + rand 0x4000, map { rand 0x10000 } 1 .. 3;
}

# Cuts a text into so many parts, never inside a character.
sub slices ($text, $count) {
    my ($start, @slices) = (0);
    for my $i (1 .. $count) {
        my $end = int($i * length($text) / $count);
        $end++ while $end < length $text && substr($text, $end, 1) =~ /[\x80-\xbf]/;
        push @slices, substr $text, $start, $end - $start;
        $start = $end;
    }
    return @slices;
}

# One line to the ledger, in one write: many processes share the file.
sub ledger (%members) {
    return if !$setting{ledger};
    my $line = encode({ pid => \$$, agent => $ENV{AAAS_AGENT_ID}, launch => $ENV{AAAS_LAUNCH}, session => $session,
        at => \sprintf('%.3f', time), %members });
    open my $file, '>>', $setting{ledger} or return warn "ledger $setting{ledger}: $!\n";
    syswrite $file, "$line\n";
}

sub quit ($code) {
    ledger(exit => \$code);
    exit $code;
}

sub fail ($text) {
    write_all(\*STDERR, "$text\n");
    quit(1);
}

1;
