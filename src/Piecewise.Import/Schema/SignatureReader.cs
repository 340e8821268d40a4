using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>Reads what the inputs and outputs of the outermost graph stand for.</summary>
internal static class SignatureReader
{
    public static GraphSignatureData? Read(ref JsonCursor json)
    {
        ImmutableArray<InputSpecData> inputs = [];
        ImmutableArray<OutputSpecData> outputs = [];
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "input_specs":
                    inputs = json.List(ReadInput);
                    break;
                case "output_specs":
                    outputs = json.List(ReadOutput);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new GraphSignatureData(inputs, outputs);
    }

    private static InputSpecData? ReadInput(ref JsonCursor json)
    {
        if (!json.BeginUnion(out string tag))
            return null;
        InputSpecData? spec = null;
        if (tag is not ("user_input" or "parameter" or "buffer" or "tensor_constant" or "custom_obj" or "token" or "constant_input"))
        {
            json.Fail($"the input kind '{Printable.Text(tag)}' is unknown");
            json.Skip();
        }
        else if (ReadFields(ref json, tag) is { } fields)
        {
            spec = tag switch
            {
                "user_input" => fields.Argument is { } argument ? new InputSpecData.UserInput(argument) : null,
                "parameter" => new InputSpecData.Parameter(fields.ValueName, fields.Name),
                "buffer" => new InputSpecData.Buffer(fields.ValueName, fields.Name, fields.Persistent),
                "tensor_constant" => new InputSpecData.TensorConstant(fields.ValueName, fields.Name),
                "custom_obj" => new InputSpecData.CustomObject(fields.ValueName, fields.ClassName, fields.Name),
                "token" => new InputSpecData.Token(fields.ValueName),
                _ => fields.Argument is { } value ? new InputSpecData.ConstantInput(fields.Name, value) : null,
            };
        }

        json.EndUnion();
        return spec;
    }

    private static OutputSpecData? ReadOutput(ref JsonCursor json)
    {
        if (!json.BeginUnion(out string tag))
            return null;
        OutputSpecData? spec = null;
        if (tag is not ("user_output" or "loss_output" or "buffer_mutation" or "parameter_mutation" or "user_input_mutation"
            or "gradient_to_parameter" or "gradient_to_user_input" or "token"))
        {
            json.Fail($"the output kind '{Printable.Text(tag)}' is unknown");
            json.Skip();
        }
        else if (ReadFields(ref json, tag) is { } fields)
        {
            spec = tag switch
            {
                "user_output" => fields.Argument is { } argument ? new OutputSpecData.UserOutput(argument) : null,
                "loss_output" => new OutputSpecData.Loss(fields.ValueName),
                "buffer_mutation" => new OutputSpecData.BufferMutation(fields.ValueName, fields.Name),
                "parameter_mutation" => new OutputSpecData.ParameterMutation(fields.ValueName, fields.Name),
                "user_input_mutation" => new OutputSpecData.UserInputMutation(fields.ValueName, fields.Name),
                "gradient_to_parameter" => new OutputSpecData.ParameterGradient(fields.ValueName, fields.Name),
                "gradient_to_user_input" => new OutputSpecData.UserInputGradient(fields.ValueName, fields.Name),
                _ => new OutputSpecData.Token(fields.ValueName),
            };
        }

        json.EndUnion();
        return spec;
    }

    /// <summary>
    /// All specs are objects of the same few fields: the graph value under <c>arg</c>, and the name of what it stands for
    /// under a key of their own.
    /// </summary>
    private static SpecFields? ReadFields(ref JsonCursor json, string tag)
    {
        var fields = new SpecFields();
        string? nameKey = NameKey(tag);
        bool hasArgument = false;
        bool hasName = false;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "arg" when tag is "user_input" or "user_output":
                    fields.Argument = ArgumentReader.Read(ref json);
                    hasArgument = true;
                    break;
                case "arg" when tag == "custom_obj":
                    if (ArgumentReader.ReadCustomObject(ref json) is { } custom)
                        (fields.ValueName, fields.ClassName) = (custom.Name, custom.ClassName);
                    hasArgument = true;
                    break;
                case "arg":
                    fields.ValueName = ArgumentReader.ReadTensorName(ref json);
                    hasArgument = true;
                    break;
                case "value" when tag == "constant_input":
                    fields.Argument = ReadConstant(ref json);
                    hasArgument = true;
                    break;
                case "persistent" when tag == "buffer":
                    fields.Persistent = json.Boolean();
                    break;
                default:
                    if (key == nameKey)
                    {
                        fields.Name = json.Text();
                        hasName = true;
                    }
                    else
                    {
                        json.Skip();
                    }

                    break;
            }
        }

        if (!hasArgument)
            json.Fail(tag == "constant_input" ? "'value' is missing" : "'arg' is missing");
        if (nameKey is not null && !hasName)
            json.Fail($"'{nameKey}' is missing");
        return fields;
    }

    private static string? NameKey(string tag) => tag switch
    {
        "parameter" or "parameter_mutation" or "gradient_to_parameter" => "parameter_name",
        "buffer" or "buffer_mutation" => "buffer_name",
        "tensor_constant" => "tensor_constant_name",
        "custom_obj" => "custom_obj_name",
        "user_input_mutation" or "gradient_to_user_input" => "user_input_name",
        "constant_input" => "name",
        _ => null,
    };

    private static ArgumentData? ReadConstant(ref JsonCursor json)
    {
        if (ArgumentReader.Read(ref json) is not { } value)
            return null;
        if (value is ArgumentData.None or ArgumentData.Int or ArgumentData.Float or ArgumentData.Text or ArgumentData.Bool)
            return value;
        json.Fail("a constant input can only be None, an int, a float, a string or a bool");
        return null;
    }

    private sealed class SpecFields
    {
        public ArgumentData? Argument { get; set; }

        public string ValueName { get; set; } = "";

        public string Name { get; set; } = "";

        public string ClassName { get; set; } = "";

        // Files older than the field hold persistent buffers only.
        public bool Persistent { get; set; } = true;
    }
}
