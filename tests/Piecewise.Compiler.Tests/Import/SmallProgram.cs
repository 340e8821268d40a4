namespace Piecewise.Compiler.Tests.Import;

/// <summary>The records of a tiny sound program, <c>y = x + w</c>, to falsify one at a time.</summary>
internal static class SmallProgram
{
    public const string Meta =
        """
        {"dtype": 7, "sizes": [{"as_int": 4}], "requires_grad": false, "device": {"type": "cpu", "index": null},
         "strides": [{"as_int": 1}], "storage_offset": {"as_int": 0}, "layout": 7}
        """;

    public static readonly string Json =
        """
        {"graph_module": {"graph": {
            "inputs": [{"as_tensor": {"name": "w"}}, {"as_tensor": {"name": "x"}}],
            "outputs": [{"as_tensor": {"name": "y"}}],
            "nodes": [{"target": "torch.ops.aten.add.Tensor",
              "inputs": [{"name": "self", "arg": {"as_tensor": {"name": "x"}}, "kind": 1},
                {"name": "other", "arg": {"as_tensor": {"name": "w"}}, "kind": 1}],
              "outputs": [{"as_tensor": {"name": "y"}}],
              "metadata": {"stack_trace": "  File \"a.py\", line 3, in forward\n    return x + w\n",
                "nn_module_stack": "L__self__,,my.Root;L__self___add,add,my.Add"},
              "is_hop_single_tensor_return": null, "name": "y"}],
            "tensor_values": {"w": META, "x": META, "y": META},
            "sym_int_values": {}, "sym_bool_values": {}, "is_single_tensor_return": false, "custom_obj_values": {}, "sym_float_values": {}},
          "signature": {
            "input_specs": [{"parameter": {"arg": {"name": "w"}, "parameter_name": "layer.w"}},
              {"user_input": {"arg": {"as_tensor": {"name": "x"}}}}],
            "output_specs": [{"user_output": {"arg": {"as_tensor": {"name": "y"}}}}]},
          "module_call_graph": [{"fqn": "", "signature": {"inputs": [], "outputs": [],
            "in_spec": "[1, {\"type\": null, \"context\": null, \"children_spec\": []}]",
            "out_spec": "[1, {\"type\": null, \"context\": null, \"children_spec\": []}]", "forward_arg_names": ["x"]}}],
          "metadata": {}, "treespec_namedtuple_fields": {}},
         "opset_version": {"aten": 10}, "range_constraints": {"s0": {"min_val": 2, "max_val": null}},
         "schema_version": {"major": 8, "minor": 20}, "verifiers": ["TRAINING"], "torch_version": "2.14.1", "guards_code": []}
        """.Replace("META", Meta, StringComparison.Ordinal);

    public const string WeightsConfig =
        """{"config": {"layer.w": {"path_name": "weight_0", "is_param": true, "use_pickle": false, "tensor_meta": """ + Meta + "}}}";

    /// <summary>The whole archive.</summary>
    public static ZipBuilder Archive() => new ZipBuilder()
        .Add("data/weights/weight_0", new byte[16])
        .Add("data/weights/model_weights_config.json", WeightsConfig)
        .Add("data/constants/model_constants_config.json", """{"config": {}}""")
        .Add("models/model.json", Json)
        .Add("extra/config.json", """{"hidden_size": 4}""")
        .Add("archive_format", "pt2")
        .Add("archive_version", "0")
        .Add("byteorder", "little");
}
