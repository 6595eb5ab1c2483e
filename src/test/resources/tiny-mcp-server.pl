#!/usr/bin/perl
# An MCP server over stdio with one tool: ping answers pong, and its environment's TINY.
use strict;
use warnings;
$| = 1;
while (my $line = <STDIN>) {
  my ($id) = $line =~ /"id"\s*:\s*("[^"]*"|\d+)/ or next;
  my ($method) = $line =~ /"method"\s*:\s*"([^"]*)"/ or next;
  my $result = '{}';
  if ($method eq 'initialize') {
    my ($version) = $line =~ /"protocolVersion"\s*:\s*"([^"]*)"/;
    $result = qq({"protocolVersion":"$version","capabilities":{"tools":{}},"serverInfo":{"name":"tiny","version":"1"}});
  }
  elsif ($method eq 'tools/list') {
    $result = '{"tools":[{"name":"ping","description":"Answers pong","inputSchema":{"type":"object","properties":{}}}]}';
  }
  elsif ($method eq 'tools/call') {
    $result = '{"content":[{"type":"text","text":"pong ' . ($ENV{TINY} // '') . '"}]}';
  }
  print qq({"jsonrpc":"2.0","id":$id,"result":$result}\n);
}
