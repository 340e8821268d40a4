namespace Piecewise.Cli.Tests;

/// <summary>Each verb with <c>--json</c>, its exit codes, and the mistakes that users make.</summary>
public sealed class CommandTests
{
    [Fact]
    public void Generate_writes_one_line_of_json()
    {
        var result = Tool.Run("generate", Tool.Jargon, "--prompt", "hacker: ", "--max-tokens", "6", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("!callu", result.Json.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(6, result.Json.GetProperty("tokens").GetInt32());
        Assert.Equal(4, result.Json.GetProperty("promptTokens").GetInt32());
        Assert.True(result.Json.GetProperty("tokensPerSecond").GetDouble() > 0);
        Assert.Single(result.Output.Trim().Split('\n'));
    }

    [Fact]
    public void Generate_streams_the_prompt_and_the_text_and_tells_the_speed()
    {
        var result = Tool.Run("generate", Tool.Jargon, "--prompt", "hacker: ", "--max-tokens", "4");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("hacker: !", result.Output, StringComparison.Ordinal);
        Assert.Contains("tokens/s", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_samples_alike_with_one_seed()
    {
        string[] arguments = ["generate", Tool.Jargon, "--prompt", "hacker: ", "--max-tokens", "12", "--temperature", "1", "--seed", "5",
            "--json"];
        Assert.Equal(Tool.Run(arguments).Json.GetProperty("text").GetString(), Tool.Run(arguments).Json.GetProperty("text").GetString());
    }

    [Fact]
    public void Generate_stops_where_the_context_is_full()
    {
        var result = Tool.Run("generate", Tool.Jargon, "--prompt", "hacker: ", "--max-tokens", "5000");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("context of 1024 tokens is full", result.Error, StringComparison.Ordinal);
        Assert.Contains("1020 tokens after a prompt of 4", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_beyond_the_context_is_bad_input()
    {
        var result = Tool.Run("generate", Tool.Jargon, "--prompt", string.Concat(Enumerable.Repeat("hacker: ", 2000)));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("context is 1024", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compiled")]
    [InlineData("interpret")]
    [InlineData("split")]
    [InlineData("imported")]
    public void Verify_compares_every_case(string mode)
    {
        var result = Tool.Run("verify", Tool.Program("in_place.pt2"), Tool.Program("splitting.pt2"), "--mode", mode, "--json");
        Assert.True(result.ExitCode == 0, result.Output);
        var files = result.Json.EnumerateArray().ToArray();
        Assert.Equal(2, files.Length);
        Assert.All(files, f =>
        {
            Assert.True(f.GetProperty("ok").GetBoolean());
            Assert.Equal(mode, f.GetProperty("mode").GetString());
            Assert.Equal(System.Text.Json.JsonValueKind.Null, f.GetProperty("error").ValueKind);
            Assert.All(f.GetProperty("cases").EnumerateArray(), c =>
            {
                Assert.True(c.GetProperty("ok").GetBoolean());
                Assert.True(c.GetProperty("maxError").GetDouble() <= 1e-4);
            });
        });
    }

    [Fact]
    public void Verify_of_a_wrong_recording_exits_with_1()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.Copy(Tool.Program("splitting.pt2"), Path.Combine(folder.FullName, "x.pt2"));
            File.Copy(Tool.Program("in_place.safetensors"), Path.Combine(folder.FullName, "x.safetensors"));
            var result = Tool.Run("verify", folder.FullName, "--json");
            Assert.Equal(1, result.ExitCode);
            Assert.False(result.Json[0].GetProperty("ok").GetBoolean());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Partition_describes_the_pieces()
    {
        var result = Tool.Run("partition", Tool.Jargon, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        var pieces = result.Json.GetProperty("pieces").EnumerateArray().ToArray();
        Assert.Equal(13, pieces.Length);
        Assert.Equal(3, result.Json.GetProperty("uniquePieces").GetInt32());
        Assert.Equal(0, result.Json.GetProperty("unusedInputs").GetInt32());
        Assert.Equal(Enumerable.Range(0, 13), pieces.Select(p => p.GetProperty("index").GetInt32()));
        Assert.Equal(6, pieces.Count(p => p.GetProperty("kind").GetString() == "splitting"));
        Assert.Contains(pieces[1].GetProperty("inputs").EnumerateArray(),
            i => i.GetProperty("type").GetString() == "f32[s72, 6, 32]"
                || i.GetProperty("type").GetString()!.StartsWith("f32[s72, 6, 32;", StringComparison.Ordinal));
    }

    [Fact]
    public void Partition_warns_of_a_name_that_matches_nothing_and_refuses_a_malformed_one()
    {
        Assert.Contains("no call of aten::nosuch", Tool.Run("partition", Tool.Program("splitting.pt2"), "--split", "aten::nosuch").Error,
            StringComparison.Ordinal);
        var malformed = Tool.Run("partition", Tool.Program("splitting.pt2"), "--split", "sigmoid");
        Assert.Equal(2, malformed.ExitCode);
        Assert.Contains("ns::op", malformed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_shows_what_a_program_is()
    {
        var json = Tool.Run("inspect", Tool.Jargon, "--json").Json;
        Assert.Equal("Pt2", json.GetProperty("kind").GetString());
        Assert.True(json.GetProperty("canRun").GetBoolean());
        Assert.Equal(6, json.GetProperty("splittingSites").GetInt32());
    }

    [Fact]
    public void Inspect_works_on_files_that_are_no_programs()
    {
        var result = Tool.Run("inspect", Path.Combine(Tool.Root, "README.md"), "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.False(result.Json.GetProperty("canRun").GetBoolean());
    }

    [Fact]
    public void Run_takes_inputs_from_the_command_line()
    {
        var result = Tool.Run("run", Tool.Program("buffer_counter.pt2"), "--input", "x=[1, 2, 3, 4]", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.NotEmpty(result.Json.GetProperty("outputs").EnumerateArray());
    }

    [Fact]
    public void Run_reports_all_that_is_wrong_with_the_inputs()
    {
        var result = Tool.Run("run", Tool.Program("kwargs_nested.pt2"), "--input", "x=[1, 2]", "--input", "y=3");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'scale' is missing", result.Error, StringComparison.Ordinal);
        Assert.Contains("no input 'y'", result.Error, StringComparison.Ordinal);
        Assert.Contains("'x' must be", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imported", "graph @main imported")]
    [InlineData("functional", "graph @main functional")]
    [InlineData("partitioned", "partitioned")]
    public void Dump_prints_the_text_form(string stage, string expected)
    {
        var result = Tool.Run("dump", Tool.Program("splitting.pt2"), "--after", stage);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_a_wrong_file_and_a_wrong_option_are_bad_input()
    {
        Assert.Equal(2, Tool.Run("dump", "no-such-file.pt2").ExitCode);
        var wrong = Tool.Run("dump", Path.Combine(Tool.Root, "README.md"), "--json");
        Assert.Equal(2, wrong.ExitCode);
        Assert.NotEmpty(wrong.Json.GetProperty("error").GetString()!);
        Assert.Equal(2, Tool.Run("verify", Tool.Jargon, "--mode", "fast").ExitCode);
        Assert.Equal(2, Tool.Run("nosuchverb").ExitCode);
    }

    [Fact]
    public void Every_verb_has_help()
    {
        foreach (var verb in new[] { "generate", "verify", "run", "inspect", "partition", "dump", "explain", "report", "bisect", "compile",
            "bench", "profile" })
        {
            var result = Tool.Run(verb, "--help");
            Assert.Equal(0, result.ExitCode);
            Assert.Contains("--json", result.Output, StringComparison.Ordinal);
            Assert.Contains($"Examples:", result.Output, StringComparison.Ordinal);
            Assert.Contains($"\n  piecewise {verb} ", result.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Compiled|", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Explain_tells_entries_rules_and_providers_as_json()
    {
        var result = Tool.Run("explain", Tool.Jargon, "--range-endpoints", "1,32", "--sizes", "8", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["(8, 8)", "(1, 1)", "(2, 32)", "(33, 1024)"],
            result.Json.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("range").GetString()));
        Assert.Contains(result.Json.GetProperty("applied").EnumerateArray(), a => a.GetProperty("rule").GetString() == "rms_norm");
    }

    [Theory]
    [InlineData("compile")]
    [InlineData("bench", "--tokens", "1")]
    public void A_cache_that_can_not_be_written_is_told_by_every_command(string verb, params string[] rest)
    {
        var result = Tool.Run([verb, Tool.Program("splitting.pt2"), .. rest, "--cache", Path.Combine(Tool.Jargon, "inside-a-file")]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning: the compiled program is not kept in", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compile")]
    [InlineData("bench")]
    public void A_cache_that_is_a_file_is_refused(string verb)
    {
        var result = Tool.Run(verb, Tool.Jargon, "--cache", Tool.Jargon);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--cache takes a folder", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'verfy'. Did you mean 'verify'?", "Try: piecewise --help", "verfy", "FILE")]
    [InlineData("There is no command 'gen'. Did you mean 'generate'?", "Try: piecewise --help", "gen")]
    [InlineData("There is no command 'cache lst'. Did you mean 'list'?", "Try: piecewise cache --help", "cache", "lst")]
    [InlineData("There is no option '--promt'. Did you mean '--prompt'?", "Try: piecewise generate --help", "generate", "FILE", "--promt",
        "x")]
    [InlineData("'b' is one argument too many", "Try: piecewise run --help", "run", "FILE", "b")]
    [InlineData("There is no command 'nosuchverb'. The commands are", "Try: piecewise --help", "nosuchverb")]
    [InlineData("--mode takes interpret, split, lowered, compiled or imported, not 'fast'.", "Try: piecewise verify --help", "verify",
        "FILE", "--mode", "fast")]
    [InlineData("--max-tokens takes a whole number, not 'many'.", "Try: piecewise generate --help", "generate", "FILE", "-p", "x", "-n",
        "many")]
    [InlineData("--top-p takes a number, not 'most'.", "Try: piecewise generate --help", "generate", "FILE", "-p", "x", "--top-p", "most")]
    public void What_can_not_be_read_is_answered_with_what_may_be_meant(string message, string help, params string[] line)
    {
        var result = Tool.Run([.. line.Select(w => w == "FILE" ? Tool.Jargon : w), "--json"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains(help, result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_name_alone_shows_what_there_is()
    {
        var result = Tool.Run();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("generate", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The file's name is empty.", "run", "")]
    [InlineData("is a folder; name a file in it.", "inspect", "/")]
    [InlineData("--tokens is empty", "bench", "FILE", "--tokens", "")]
    [InlineData("--tokens is empty", "profile", "FILE", "--tokens", "")]
    [InlineData("--trace takes the name of a file", "profile", "FILE", "--trace", "")]
    [InlineData("leave --backend out", "profile", "FILE", "--backend", "direct")]
    [InlineData("--decode takes a number", "bench", "FILE", "--decode", "-1")]
    [InlineData("--cache takes the name of a folder", "compile", "FILE", "--cache", "")]
    [InlineData("--cache and --no-cache contradict each other", "compile", "FILE", "--cache", "x", "--no-cache")]
    [InlineData("--output takes the name of a file", "report", "FILE", "-o", "")]
    [InlineData("--output takes the name of a file", "run", "FILE", "-o", "")]
    [InlineData("There is no folder", "report", "FILE", "-o", "/no/such/folder/report.html")]
    [InlineData("The file's name is empty.", "run", "FILE", "--inputs", "")]
    [InlineData("The file's name is empty.", "verify", "")]
    [InlineData("--emit takes the name of a folder", "compile", "FILE", "--emit", "")]
    [InlineData("--force is for --emit", "compile", "FILE", "--force")]
    [InlineData("--measure is empty", "report", "FILE", "--measure", ",")]
    [InlineData("--measure takes whole numbers from 1 up, not '0'.", "explain", "FILE", "--measure", "0")]
    [InlineData("--sizes is given and empty", "explain", "FILE", "--sizes", ",")]
    [InlineData("--stop-after takes a number of rewrites from 0 up, not -1", "explain", "FILE", "--stop-after", "-1")]
    [InlineData("--older-than takes a number of days", "cache", "prune", "--older-than", "999999999")]
    [InlineData("--stop takes a string", "generate", "FILE", "-p", "x", "--stop", "")]
    [InlineData("--piece and --entry are for passes", "dump", "FILE", "--after", "functional", "--piece", "1")]
    [InlineData("in.CASE.INPUT and out.CASE.NUMBER", "verify", "EMPTY")]
    public void What_makes_no_sense_is_refused_in_words_that_help(string message, params string[] line)
    {
        var result = Tool.Run([.. line.Select(
            w => w switch { "FILE" => Tool.Jargon, "EMPTY" => Path.Combine(Tool.Root, "docs"), _ => w })]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_have_the_names_that_they_have_in_Python()
    {
        var named = Tool.Run("run", Tool.Program("kwargs_nested.pt2"), "--input", "x=[[1, 2, 3, 4, 5, 6, 7, 8]]", "--input",
            "scale=[1, 1, 1, 1, 1, 1, 1, 1]");
        Assert.True(named.ExitCode == 0, named.Error);
        Assert.Contains("sum: f32[8] = [1, 2", named.Output, StringComparison.Ordinal);
        Assert.Contains("parts.1.0: f32[] = [8]", named.Output, StringComparison.Ordinal);
        Assert.Contains("parts.1.0: f32[]", Tool.Run("inspect", Tool.Program("kwargs_nested.pt2")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compiled")]
    [InlineData("lowered")]
    public void A_token_that_does_not_exist_is_named_with_its_operator(string mode)
    {
        var result = Tool.Run("run", Tool.Jargon, "--mode", mode, "--input", "input_ids=[5,999999]", "--input", "positions=[0,1]");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("index 999999 is out of range for size 2048", result.Error, StringComparison.Ordinal);
        Assert.Contains("aten::embedding", result.Error, StringComparison.Ordinal);
        Assert.Contains("model.model.embed_tokens", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void T2_explain_of_a_piece_shows_its_steps_with_reasons_and_its_code()
    {
        var result = Tool.Run("explain", Tool.Jargon, "--piece", "1", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        var code = result.Json.GetProperty("pieces")[0].GetProperty("versions")[0].GetProperty("code");
        Assert.Contains(code.GetProperty("steps").EnumerateArray(),
            s => s.GetProperty("nodes").EnumerateArray().Any(n => n.GetString() == "fused_add_rms_norm")
            && s.GetProperty("kind").GetString() == "loops" && s.GetProperty("reasons").GetArrayLength() > 0);
        Assert.Contains("class Piece_1_0", code.GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Contains("modeling_llama.py", code.GetProperty("source").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void T2_explain_shows_where_buffers_lie_and_that_they_share_memory()
    {
        var result = Tool.Run("explain", Tool.Jargon, "--sizes", "8", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(result.Json.GetProperty("memory").EnumerateArray(), memory =>
        {
            var buffers = memory.GetProperty("buffers").EnumerateArray().ToArray();
            Assert.True(memory.GetProperty("arenaBytes").GetInt64() < buffers.Sum(b => b.GetProperty("bytes").GetInt64()));
            Assert.All(buffers, b => Assert.Equal(0, b.GetProperty("offset").GetInt64() % 64));
        });
        var text = Tool.Run("explain", Tool.Jargon, "--entry", "0");
        Assert.Contains("bytes if none were shared", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_with_a_point_outside_names_it()
    {
        var result = Tool.Run("explain", Tool.Jargon, "--range-endpoints", "5000");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("5000", result.Error, StringComparison.Ordinal);
        Assert.Contains("[R1]", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--without", "fuse-everything", "no optional pass 'fuse-everything'")]
    [InlineData("--provider", "rms_norm=cuda", "no provider 'cuda'")]
    [InlineData("--provider", "norm=native", "no op 'norm'")]
    [InlineData("--symbol", "batch", "no dynamic size 'batch'")]
    [InlineData("--piece", "77", "no unique piece 77")]
    public void Explain_names_what_does_not_exist(string option, string value, string message)
    {
        var result = Tool.Run("explain", Tool.Jargon, option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_after_a_pass_is_the_piece_as_that_pass_left_it()
    {
        var before = Tool.Run("dump", Tool.Jargon, "--after", "raise-layer-norm", "--piece", "1");
        var after = Tool.Run("dump", Tool.Jargon, "--after", "raise-rms-norm", "--piece", "1");
        Assert.Contains("aten.rsqrt", before.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("aten.rsqrt", after.Output, StringComparison.Ordinal);
        Assert.Contains("piecewise_ir.rms_norm", after.Output, StringComparison.Ordinal);
        Assert.Equal(2, Tool.Run("dump", Tool.Jargon, "--after", "raise-nothing").ExitCode);
    }

    [Fact]
    public void Bisect_of_a_program_that_is_right_blames_no_rewrite()
    {
        var result = Tool.Run("bisect", Tool.Program("splitting.pt2"), "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, result.Json.GetProperty("first").ValueKind);
    }

    [Fact]
    public void Generate_lowered_gives_the_text_of_the_interpreter()
    {
        string[] arguments = ["generate", Tool.Jargon, "--prompt", "hacker: ", "--max-tokens", "12", "--json", "--mode"];
        Assert.Equal(Text("interpret"), Text("lowered"));

        string? Text(string mode) => Tool.Run([.. arguments, mode]).Json.GetProperty("text").GetString();
    }
}
