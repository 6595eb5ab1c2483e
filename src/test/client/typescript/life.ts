// An agent's life through a client generated from docs/openapi.yaml: it must compile, and it must work.
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

declare const process: { argv: string[] };

const [base, key] = process.argv.slice(2) as [string, string];
// JSON, and not the streams of events that some calls answer with as well.
const api = createClient<paths, `application/${string}`>({ baseUrl: base, headers: { "X-API-Key": key } });

function ok<T>(reply: { data?: T; error?: unknown; response: Response }, status: number): T {
  if (reply.response.status !== status) {
    throw new Error(`${reply.response.url} ${reply.response.status} ${JSON.stringify(reply.error)}`);
  }
  return reply.data as T;
}

function check(condition: boolean, shown: unknown): void {
  if (!condition) {
    throw new Error(JSON.stringify(shown));
  }
}

const made = ok(await api.POST("/api/v1/agents", {
  body: { name: "typed", config: { max_turns: 5 }, labels: { by: "test" } },
}), 201);
const status: "starting" | "running" | "stopped" | "error" | "terminated" = made.status;
check(status === "running", made);
const path = { agentId: made.id };

const sent = ok(await api.POST("/api/v1/agents/{agentId}/messages", {
  params: { path }, body: { message: [{ type: "text", text: "!reply hi" }] },
}), 200);
const turns: number | undefined = sent.usage?.num_turns;
check(sent.response === "hi" && turns === 1, sent);

const asked = ok(await api.POST("/api/v1/agents/{agentId}/messages", {
  params: { path, header: { Prefer: "wait=3" } }, body: { message: "!ask Which? | red | blue" },
}), 202);
const open = ok(await api.GET("/api/v1/agents/{agentId}/approvals", {
  params: { path, query: { status: "pending" } },
}), 200).data;
check(open.length === 1, open);
ok(await api.POST("/api/v1/agents/{agentId}/approvals/{approvalId}", {
  params: { path: { ...path, approvalId: open[0]!.id } }, body: { answers: { "Which?": "blue" } },
}), 200);
const answered = ok(await api.GET("/api/v1/agents/{agentId}/messages/{messageId}", {
  params: { path: { ...path, messageId: asked.id }, query: { wait: 30 } },
}), 200);
check(answered.response?.includes("blue") === true, answered);

const events = ok(await api.GET("/api/v1/agents/{agentId}/events", {
  params: { path, query: { types: ["message.completed"], limit: 10 } },
}), 200);
check(events.data.length === 2 && events.data[0]!.type === "message.completed", events);

const wrong = await api.POST("/api/v1/agents", { body: { config: { temperature: 3 } } });
const problem: components["schemas"]["Problem"] | undefined = wrong.error;
check(problem?.code === "invalid_field" && problem.field === "config.temperature", wrong.error);

ok(await api.PATCH("/api/v1/agents/{agentId}", { params: { path }, body: { labels: { by: null } } }), 200);
ok(await api.DELETE("/api/v1/agents/{agentId}", { params: { path } }), 204);
