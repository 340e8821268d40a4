using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

public sealed class ProgramReaderTests
{
    [Fact]
    public void F1_AProgramReadsCompletely()
    {
        ExportedProgramData program = Read(SmallProgram.Json);

        Assert.Equal(10, program.OpsetVersions["aten"]);
        Assert.Equal(new RangeConstraintData(2, null), program.RangeConstraints["s0"]);
        Assert.Equal("2.14.1", program.TorchVersion);
        Assert.Empty(program.Warnings);
        GraphModuleData module = program.GraphModule;
        Assert.Equal(new InputSpecData.Parameter("w", "layer.w"), module.Signature.Inputs[0]);
        Assert.Equal(new InputSpecData.UserInput(new ArgumentData.Tensor("x")), module.Signature.Inputs[1]);
        Assert.Equal(new OutputSpecData.UserOutput(new ArgumentData.Tensor("y")), module.Signature.Outputs[0]);
        NodeData node = Assert.Single(module.Graph.Nodes);
        Assert.Equal("torch.ops.aten.add.Tensor", node.Target);
        Assert.Equal(new NamedArgumentData("self", new ArgumentData.Tensor("x"), ArgumentKindCode.Positional), node.Inputs[0]);
        Assert.Equal(new SourceFrame("a.py", 3, "forward", "return x + w"), node.Source);
        Assert.Equal(new ModuleFrame("add", "my.Add"), node.Module);
        Assert.Null(node.IsHopSingleTensorReturn);
        TensorMetaData meta = module.Graph.TensorValues["y"];
        Assert.Equal(ScalarTypeCode.Float32, meta.ScalarType);
        Assert.Equal(new SymIntData(null, 4), Assert.Single(meta.Sizes));
        Assert.Equal((Int128)16, meta.StaticExtent());
        Assert.Equal("x", Assert.Single(module.CallSignature!.ArgumentNames!.Value));
    }

    /// <summary>The tags of the schema that hold plain values.</summary>
    public static TheoryData<string, object> Arguments() => new()
    {
        { """{"as_none": true}""", ArgumentData.None.Instance },
        { """{"as_tensor": {"name": "t"}}""", new ArgumentData.Tensor("t") },
        { """{"as_tensors": [{"name": "t"}, {"name": "u"}]}""", new ArgumentData.Tensors(["t", "u"]) },
        { """{"as_optional_tensor": {"as_none": true}}""", new ArgumentData.OptionalTensor(null) },
        { """{"as_optional_tensors": [{"as_none": true}, {"as_tensor": {"name": "t"}}]}""", new ArgumentData.OptionalTensors([null, "t"]) },
        { """{"as_nested_tensors": [[{"name": "t"}], []]}""", new ArgumentData.NestedTensors([["t"], []]) },
        { """{"as_int": 9223372036854775807}""", new ArgumentData.Int(long.MaxValue) },
        { """{"as_ints": [-1, 2]}""", new ArgumentData.Ints([-1, 2]) },
        { """{"as_int_lists": [[1], [2, 3]]}""", new ArgumentData.IntLists([[1], [2, 3]]) },
        { """{"as_float": "-Infinity"}""", new ArgumentData.Float(double.NegativeInfinity) },
        { """{"as_floats": [1, 2.5, "Infinity", "NaN"]}""", new ArgumentData.Floats([1, 2.5, double.PositiveInfinity, double.NaN]) },
        { """{"as_float_lists": [[0.5]]}""", new ArgumentData.FloatLists([[0.5]]) },
        { """{"as_complex": {"real": 1, "imag": -2}}""", new ArgumentData.Complex(1, -2) },
        { """{"as_bool": true}""", new ArgumentData.Bool(true) },
        { """{"as_bools": [true, false]}""", new ArgumentData.Bools([true, false]) },
        { """{"as_string": "a\nb\u00e9"}""", new ArgumentData.Text("a\nbé") },
        { """{"as_strings": ["a", "é"]}""", new ArgumentData.Texts(["a", "é"]) },
        { """{"as_sym_int": {"as_name": "s"}}""", new ArgumentData.SymInt(new("s", 0)) },
        { """{"as_sym_ints": [{"as_name": "s"}, {"as_int": -1}]}""", new ArgumentData.SymInts([new("s", 0), new(null, -1)]) },
        { """{"as_sym_float": {"as_float": 0.5}}""", new ArgumentData.SymFloat(new(null, 0.5)) },
        { """{"as_sym_floats": [{"as_name": "f"}]}""", new ArgumentData.SymFloats([new("f", 0)]) },
        { """{"as_sym_bool": {"as_name": "b"}}""", new ArgumentData.SymBool(new("b", false)) },
        { """{"as_sym_bools": [{"as_bool": true}]}""", new ArgumentData.SymBools([new(null, true)]) },
        { """{"as_scalar_type": 13}""", new ArgumentData.ScalarType(ScalarTypeCode.BFloat16) },
        { """{"as_memory_format": 4}""", new ArgumentData.MemoryFormat(MemoryFormatCode.Preserve) },
        { """{"as_layout": 7}""", new ArgumentData.Layout(LayoutCode.Strided) },
        { """{"as_device": {"type": "cuda", "index": 1}}""", new ArgumentData.Device(new("cuda", 1)) },
        { """{"as_custom_obj": {"name": "o", "class_fqn": "a.B"}}""", new ArgumentData.CustomObject("o", "a.B") },
        { """{"as_operator": "torch.ops.aten.add_.Tensor"}""", new ArgumentData.Operator("torch.ops.aten.add_.Tensor") },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void F1_EveryArgumentTagReads(string json, object expected) =>
        Assert.Equivalent(expected, ReadArgument(json), strict: true);

    [Fact]
    public void F1_GraphsAndMapsNest()
    {
        var graph = Assert.IsType<ArgumentData.Graph>(ReadArgument(
            """
            {"as_graph": {"name": "true_graph_0",
              "graph": {"inputs": [{"as_tensor": {"name": "x"}}], "is_single_tensor_return": true}}}
            """));
        Assert.Equal("true_graph_0", graph.Name);
        Assert.True(graph.Body.IsSingleTensorReturn);
        Assert.Empty(graph.Body.Nodes);

        var map = Assert.IsType<ArgumentData.Map>(ReadArgument("""{"as_string_to_argument": {"a": {"as_int": 1}}}"""));
        Assert.Equal(new ArgumentData.Int(1), map.Values["a"]);
    }

    [Fact]
    public void F1_SymbolicValuesReadWithTheirHints()
    {
        ExportedProgramData program = Read(SmallProgram.Json.Replace(
            "\"sym_int_values\": {}",
            """
            "sym_int_values": {"n": {"as_expr": {"expr_str": "Symbol('s0', integer=True)", "hint": {"as_int": 9}}},
              "u": {"as_expr": {"expr_str": "Symbol('u0', integer=True)", "hint": null}}}
            """,
            StringComparison.Ordinal));

        Assert.Equal(new SymIntData("Symbol('s0', integer=True)", 9), program.GraphModule.Graph.SymIntValues["n"]);
        Assert.Equal(new SymIntData("Symbol('u0', integer=True)", null), program.GraphModule.Graph.SymIntValues["u"]);
    }

    [Fact]
    public void F1_MissingKeysHaveDefaultsAndUnknownOnesAreIgnored()
    {
        ExportedProgramData program = Read(
            """{"graph_module": {"graph": {"future": [1, {"a": null}]}, "signature": {}}, "schema_version": {"major": 8, "minor": 1}}""");

        Assert.Empty(program.GraphModule.Graph.Nodes);
        Assert.Null(program.GraphModule.CallSignature);
        Assert.Equal("<=2.4", program.TorchVersion);
    }

    [Fact]
    public void F1_ANodeWithoutANameHasItsFirstResultsName() =>
        Assert.Equal("y", Read(SmallProgram.Json
            .Replace(", \"name\": \"y\"}]", "}]", StringComparison.Ordinal)).GraphModule.Graph.Nodes[0].Name);

    [Fact]
    public void F1_ANewerMinorVersionIsAWarning()
    {
        ExportedProgramData program = Read(SmallProgram.Json.Replace("\"minor\": 20", "\"minor\": 21", StringComparison.Ordinal));
        Assert.Contains("8.21, newer than the tested 8.20", Assert.Single(program.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", "schema version 7.20, only 8.x is known; save it again with torch.export.save of PyTorch 2.9 or newer")]
    [InlineData("9", "schema version 9.20, only 8.x is known; update this library")]
    public void F1_AnotherMajorVersionIsRefusedFirst(string major, string message)
    {
        string json = SmallProgram.Json.Replace("\"major\": 8", "\"major\": " + major, StringComparison.Ordinal)
            .Replace("\"as_tensor\"", "\"as_matrix\"", StringComparison.Ordinal);
        Pt2FormatException failure = Refusal(json);

        Assert.Contains(message, failure.Problems[0], StringComparison.Ordinal);
        Assert.Equal("F1", failure.Rule);
        Assert.True(failure.Problems.Count > 1);
    }

    public static TheoryData<string, string, string> Faults() => new()
    {
        { "\"dtype\": 7", "\"dtype\": 99", "graph_module.graph.tensor_values.w.dtype: the element type 99 is unknown" },
        { "{\"as_tensor\": {\"name\": \"y\"}}", "{\"as_matrix\": 1}", "graph.outputs[0].as_matrix: "
            + "the argument kind 'as_matrix' is unknown" },
        { "{\"as_tensor\": {\"name\": \"y\"}}", "{}", "a union with no tag" },
        { "{\"as_tensor\": {\"name\": \"y\"}}", "{\"as_int\": 1, \"as_bool\": true}", "a union with more than one tag" },
        { "{\"as_tensor\": {\"name\": \"y\"}}", "{\"as_tensor\": {}}", "'name' is missing" },
        { "{\"as_tensor\": {\"name\": \"y\"}}", "{\"as_int\": 1.5}", "expected a 64-bit integer, found the number 1.5" },
        { "{\"as_tensor\": {\"name\": \"y\"}}", "{\"as_string\": \"\\ud800\"}", "not valid Unicode" },
        { "\"sizes\": [{\"as_int\": 4}]", "\"sizes\": [{\"as_int\": -4}]", "is negative" },
        { "\"sizes\": [{\"as_int\": 4}]", "\"sizes\": []", "0 sizes but 1 strides" },
        { "\"sizes\": [{\"as_int\": 4}]", "\"sizes\": {}", "expected a list, found an object" },
        { "\"target\": \"torch.ops.aten.add.Tensor\"", "\"target\": null", "nodes[0].target: expected a string, found null" },
        { "\"user_input\"", "\"user_wish\"", "the input kind 'user_wish' is unknown" },
        { "\"user_output\"", "\"user_wish\"", "the output kind 'user_wish' is unknown" },
        { "\"parameter_name\"", "\"parameter_fame\"", "'parameter_name' is missing" },
        { "\"schema_version\"", "\"scheme_version\"", "does not say which schema version" },
        { "\"graph_module\"", "\"graph_modul\"", "'graph_module' is missing" },
        { "\"input_specs\"", "\"input_spec\"", "the graph has 2 inputs, its signature 0" },
        { "\"[1, {", "\"[2, {", "in_spec: $[0]: the tree has version 2" },
        { "\"in_spec\": \"[1, {", "\"in_spec\": \"[1 {", "is not valid JSON" },
        { "\"range_constraints\": {\"s0\"", "\"range_constraints\": {\"s0\": {}, \"s0\"", "this key occurs twice" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void F2_AFaultIsReportedWithItsPath(string sound, string faulty, string message)
    {
        Assert.Contains(sound, SmallProgram.Json, StringComparison.Ordinal);
        Assert.Contains(message, Refusal(SmallProgram.Json.Replace(sound, faulty, StringComparison.Ordinal)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("{\"a\": 01}")]
    public void F2_TextThatIsNoProgramIsRefused(string json) => Refusal(json);

    [Fact]
    public void F2_AllFaultsAreReportedTogether()
    {
        Pt2FormatException failure = Refusal(SmallProgram.Json.Replace("\"dtype\": 7", "\"dtype\": 70", StringComparison.Ordinal));
        Assert.Equal(3, failure.Problems.Count);
        Assert.Contains("(written by PyTorch 2.14.1)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_EndlessFaultsEndTheReading()
    {
        string outputs = string.Concat(Enumerable.Repeat("{}, ", 100_000));
        Pt2FormatException failure =
            Refusal(SmallProgram.Json.Replace("\"outputs\": [", "\"outputs\": [" + outputs, StringComparison.Ordinal));
        Assert.Equal("reading stopped after 100 problems", failure.Problems[^1]);
    }

    [Fact]
    public void F2_EndlessNestingIsRefused()
    {
        string open = string.Concat(Enumerable.Repeat("{\"as_string_to_argument\": {\"a\": ", 100_000));
        Pt2FormatException failure =
            Refusal(SmallProgram.Json.Replace("\"outputs\": [", "\"outputs\": [" + open, StringComparison.Ordinal));
        Assert.Contains("is not valid JSON", failure.Message, StringComparison.Ordinal);
    }

    private static ExportedProgramData Read(string json) => ProgramText.Read(json);

    private static Pt2FormatException Refusal(string json) => Assert.Throws<Pt2FormatException>(() => Read(json));

    private static ArgumentData ReadArgument(string json) =>
        Read(SmallProgram.Json.Replace("\"arg\": {\"as_tensor\": {\"name\": \"x\"}}, \"kind\"", $"\"arg\": {json}, \"kind\"",
            StringComparison.Ordinal))
        .GraphModule.Graph.Nodes[0].Inputs[0].Value;
}
