// What is in a picture? An image classifier says how likely each of its labels is.
// Run it in the folder of the repository: dotnet run -c Release --project samples/Images -- picture.pgm
// The model: python/samples/shapes.py, which trains it in half a minute.
using System.Text;
using Piecewise.Compiler;
using Piecewise.Tensors;

const int Side = 28;
string[] labels = ["circle", "square", "triangle", "cross", "ring", "line"];
string[] files = args.Length > 0 ? args : [.. Directory.GetFiles("samples/Images", "*.pgm").Order(StringComparer.Ordinal)];

using var model = await CompiledModel.LoadAsync("samples/shapes.pt2");
// All pictures in one call: how many there are is a dimension of the model that varies.
float[] pixels = [.. files.SelectMany(Read)];
var probabilities = model.Run(Tensor.From(pixels, files.Length, 1, Side, Side))["probabilities"].Tensor!.ToArray<float>();
foreach (var (file, row) in files.Zip(probabilities.Chunk(labels.Length)))
{
    var best = Array.IndexOf(row, row.Max());
    Console.WriteLine($"{Path.GetFileName(file)}: {labels[best]} ({row[best]:P0})");
}

// A grey picture in the format PGM (P5), brought to 28 x 28 pixels from 0 to 1: each is the mean of those that it covers.
static float[] Read(string file)
{
    var bytes = File.ReadAllBytes(file);
    var header = Encoding.ASCII.GetString(bytes, 0, Math.Min(bytes.Length, 64)).Split([' ', '\n'], 5);
    if (header is not ["P5", var columns, var rows, "255", _]
        || !int.TryParse(columns, out var width) || !int.TryParse(rows, out var height)
        || width < Side || height < Side || bytes.Length < (long)width * height)
    {
        throw new InvalidDataException($"{file} is no picture in the format PGM (P5) of 28 x 28 or more pixels with 256 greys.");
    }
    var start = bytes.Length - width * height;
    var result = new float[Side * Side];
    for (var y = 0; y < Side; y++)
    {
        for (var x = 0; x < Side; x++)
        {
            var (sum, count) = (0, 0);
            for (var v = y * height / Side; v < (y + 1) * height / Side; v++)
            {
                for (var u = x * width / Side; u < (x + 1) * width / Side; u++)
                {
                    sum += bytes[start + v * width + u];
                    count++;
                }
            }
            result[y * Side + x] = sum / (255f * count);
        }
    }
    return result;
}
