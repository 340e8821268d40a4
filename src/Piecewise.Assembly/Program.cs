using Piecewise.Assembly;

// Writes the code of all assembled kernels: dotnet run --project src/Piecewise.Assembly
// A test assembles them anew and compares.
if (args is not [var path])
{
    Console.Error.WriteLine("usage: dotnet run --project src/Piecewise.Assembly -- src/Piecewise.Tensors/Kernels/Assembled/kernels.bin");
    return 2;
}
var bytes = KernelFile.Assemble();
File.WriteAllBytes(path, bytes);
Console.WriteLine($"{path}: {bytes.Length} bytes");
return 0;
