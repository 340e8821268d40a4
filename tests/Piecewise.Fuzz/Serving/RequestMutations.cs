using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Piecewise.Fuzz.Serving;

/// <summary>Requests with a few things changed: values that become others, go, or stand elsewhere, and bytes that become others.</summary>
internal static class RequestMutations
{
    /// <summary>What an encoder answers, and no model that continues texts.</summary>
    public const string Vectors = "/v1/embeddings";

    /// <summary>The requests that are changed; each is right as it stands.</summary>
    public static readonly (string Path, string Body)[] Requests =
    [
        (
            "/v1/completions",
            """
            {"model": "jargon", "prompt": ["a", "foo bar"], "max_tokens": 3, "temperature": 0.5, "top_p": 0.9, "n": 2, "stop": ["x", "yz"],
             "logprobs": 2, "logit_bias": {"5": 1.5}, "seed": 3, "echo": false, "presence_penalty": 0.1, "stream": false, "min_tokens": 1,
             "structured_outputs": {"json": {"type": "object", "properties": {"a": {"enum": [1, "x"]}, "b": {"type": "string",
             "pattern": "^a{2}"}}, "required": ["a"], "additionalProperties": false}}, "stop_token_ids": [6],
             "ignore_eos": true, "top_k": 5, "min_p": 0.1}
            """),
        (
            "/v1/chat/completions",
            """
            {"messages": [{"role": "system", "content": "a"}, {"role": "user", "content": [{"type": "text", "text": "é😀"}]},
             {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{\"a\": 1}"}}]}],
             "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}}],
             "parallel_tool_calls": true,
             "response_format": {"type": "json_schema", "json_schema": {"name": "x", "strict": true, "schema": {"anyOf": [{"type": "null"},
             {"type": "array", "items": {"$ref": "#"}, "minItems": 1, "maxItems": 2}, {"type": "number", "minimum": 1}]}}},
             "max_completion_tokens": 3, "logprobs": true, "top_logprobs": 2, "stream": true, "stream_options": {"include_usage": true},
             "chat_template_kwargs": {"x": [1, null, {"y": 2.5}]}, "tool_choice": "none", "n": 2}
            """),
        (
            "/v1/chat/completions",
            """
            {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type":
             "function", "function": {"name": "f", "arguments": "{\"a\": 1}"}}]}, {"role": "user", "content": "1"}],
             "tools": [{"type": "function", "function": {"name": "f", "strict": true, "parameters": {"type": "object", "properties":
             {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": false}}}], "parallel_tool_calls": false,
             "tool_choice": {"type": "function", "function": {"name": "f"}}, "max_completion_tokens": 12, "stream": true, "seed": 1}
            """),
        ("/tokenize", """{"prompt": "some text", "add_special_tokens": true, "return_token_strs": true}"""),
        (
            Vectors,
            """
            {"model": "tiny", "input": ["some text", "é😀", "x"], "encoding_format": "base64", "dimensions": 8,
             "truncate_prompt_tokens": -1, "user": "u"}
            """),
        (Vectors, """{"input": [[1, 2, 3], [5]], "encoding_format": "float"}"""),
        ("/detokenize", """{"tokens": [1, 2, 300]}"""),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "1e999", "-1e-999", "99999999999999999999", "0.5",
        "\"\"", "\"x\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"",
        "[]", "{}", "[[]]", "[null]", "[0]", "[\"\"]", "{\"type\": \"text\"}", "[{}]", "2147483648",
        "-9223372036854775808", "\"auto\"", "[[5],[6]]",
    ];

    private static readonly string[] Texts =
        ["a", "", "string", "integer", "object", "array", "null", "user", "assistant", "tool",
         "function", "text", "f", "x", "{}", "^a+$", "1"];

    /// <summary>A request.</summary>
    public static (string Path, byte[] Body) Make(Random random)
    {
        var (path, body) = Requests[random.Next(Requests.Length)];
        return (path, random.Next(4) == 0 ? ByBytes(body, random) : ByValues(body, random));
    }

    // Some values, anywhere in the document, become others, go, or stand under another name.
    private static byte[] ByValues(string body, Random random)
    {
        var root = JsonNode.Parse(body)!;
        for (var changes = 1 + (random.Next(2) * random.Next(3)); changes > 0; changes--)
        {
            var node = root;
            while (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
            {
                var goesOn = random.Next(3) > 0;
                if (node is JsonObject map)
                {
                    var name = map.ElementAt(random.Next(map.Count)).Key;
                    if (goesOn && map[name] is JsonObject or JsonArray)
                    {
                        node = map[name];
                        continue;
                    }
                    _ = random.Next(6) == 0 ? map.Remove(name) : (map[name] = Other(map[name], random)) is null;
                }
                else
                {
                    var list = (JsonArray)node;
                    var place = random.Next(list.Count);
                    if (goesOn && list[place] is JsonObject or JsonArray)
                    {
                        node = list[place];
                        continue;
                    }
                    list[place] = Other(list[place], random);
                }
                break;
            }
        }
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    // As often of the same kind, which goes deeper into the server, as of any.
    private static JsonNode? Other(JsonNode? value, Random random) => random.Next(2) == 0
        ? JsonNode.Parse(Values[random.Next(Values.Length)])
        : value?.GetValueKind() switch
        {
            JsonValueKind.Number => random.Next(4) == 0 ? random.Next(1, 9) / 4.0 : random.Next(-1, 9),
            JsonValueKind.String => Texts[random.Next(Texts.Length)],
            JsonValueKind.True or JsonValueKind.False => random.Next(2) == 0,
            _ => value?.DeepClone(),
        };

    private static byte[] ByBytes(string body, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var changes = 1 + random.Next(3); changes > 0; changes--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
