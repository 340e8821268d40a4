namespace Piecewise.Peers.Writers;

/// <summary>Products with weights, in each way that ONNX Runtime has.</summary>
internal sealed class OnnxProducts(OnnxWriter file, OnnxProducts.Kind kind)
{
    private const string Own = "com.microsoft.";

    /// <summary>Ways of computing a product.</summary>
    public enum Kind
    {
        /// <summary>MatMul in f32.</summary>
        F32,

        /// <summary>Weights in int8 with a scale for each column, inputs rounded to uint8 by tensor in each call: what dynamic
        /// quantization makes.</summary>
        Dynamic8,

        /// <summary>MatMulNBits: 8 bits in blocks of 32, inputs rounded to int8.</summary>
        Blocks8,

        /// <summary>MatMulNBits: 4 bits in blocks of 32, inputs rounded to int8.</summary>
        Blocks4,
    }

    /// <summary>What several products read, rounded once.</summary>
    public string[] Input(string x)
    {
        if (kind != Kind.Dynamic8)
        {
            return [x];
        }
        string rounded = file.Fresh(), scale = file.Fresh(), zero = file.Fresh();
        file.Node("DynamicQuantizeLinear", [x], [rounded, scale, zero]);
        return [rounded, scale, zero];
    }

    /// <param name="name">Of the weight.</param>
    /// <param name="input">From <see cref="Input"/>.</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="outputs">Elements of a result's row.</param>
    /// <param name="inputs">Elements of an input's row.</param>
    /// <param name="result">The result's name; none: a new one.</param>
    public string Product(string name, string[] input, float[] weight, int outputs, int inputs, string? result = null)
    {
        result ??= file.Fresh();
        switch (kind)
        {
            case Kind.F32:
                file.Node("MatMul", [input[0], file.Weight(name, Blocks.Transpose(weight, outputs, inputs), inputs, outputs)], [result]);
                break;
            case Kind.Dynamic8:
                var (columns, scales) = Blocks.Columns(weight, outputs, inputs);
                file.Node(
                    Own + "MatMulIntegerToFloat",
                    [input[0], file.Weight(name, OnnxWriter.ElementType.Int8, columns, inputs, outputs), input[1],
                        file.Weight(name + ".scale", scales, outputs), input[2]],
                    [result]);
                break;
            default:
                var bits = kind == Kind.Blocks8 ? 8 : 4;
                var (blocks, blockScales) = Blocks.NBits(weight, bits);
                file.Node(
                    Own + "MatMulNBits",
                    [
                        input[0], file.Weight(name, OnnxWriter.ElementType.UInt8, blocks, outputs, inputs / Blocks.Size,
                            Blocks.Size * bits / 8),
                        file.Weight(name + ".scale", blockScales, outputs * (inputs / Blocks.Size)),
                    ],
                    [result], ("K", inputs), ("N", outputs), ("bits", bits), ("block_size", Blocks.Size), ("accuracy_level", 4));
                break;
        }
        return result;
    }

    /// <summary>The logits of one row. In f32 a tied head reads the embedding as it is.</summary>
    public void Head(string x, string embedding, float[]? head, Func<float[]> tied, int outputs, int inputs)
    {
        if (kind == Kind.F32)
        {
            file.Node("Gemm", [x, head is null ? embedding : file.Weight("head", head, outputs, inputs)], ["logits"], ("transB", 1));
            return;
        }
        Product("head", Input(x), head ?? tied(), outputs, inputs, "logits");
    }
}
