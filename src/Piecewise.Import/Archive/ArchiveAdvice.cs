namespace Piecewise.Import;

/// <summary>What to tell somebody whose file is of a kind that does not load (rule F1).</summary>
internal static class ArchiveAdvice
{
    private const string Resave = "save it again with torch.export.save of PyTorch 2.9 or newer";

    public static string For(ArchiveKind kind) => kind switch
    {
        ArchiveKind.Pt2 => "a torch.export program",
        ArchiveKind.Pt2PickledWeights =>
            $"the weights of this torch.export archive are pickled, as PyTorch 2.8 wrote them; load it with torch.export.load and {Resave}",
        ArchiveKind.Pt2Flat =>
            $"this is the flat torch.export layout of PyTorch 2.7 and earlier; load it with torch.export.load and {Resave}",
        ArchiveKind.AotInductor =>
            "this package holds compiled AOTInductor code and no program; export the original model with torch.export.export and "
            + "save it with torch.export.save",
        ArchiveKind.TorchScript =>
            "this is a TorchScript module; export the original Python model with torch.export.export and save it with torch.export.save",
        ArchiveKind.TorchSave =>
            "this is a torch.save file (a pickle in a zip), which holds weights but no program; load it into its model in Python, "
            + "export that with torch.export.export and save it with torch.export.save",
        ArchiveKind.Pickle =>
            "this is a Python pickle, which is never read here because loading one runs code; load it in Python, export the model with "
            + "torch.export.export and save it with torch.export.save",
        ArchiveKind.ExecuTorch =>
            "this is an ExecuTorch program; start from the torch.export program it was made of and save that with torch.export.save",
        ArchiveKind.Safetensors =>
            "this is a safetensors file, which holds tensors but no program; export the model that uses them with torch.export.export",
        ArchiveKind.Onnx => "this is an ONNX model; export the original PyTorch model with torch.export.export instead",
        ArchiveKind.Gguf => "this is a GGUF file, which holds weights but no program; export the original PyTorch model instead",
        ArchiveKind.OtherZip =>
            "this zip holds no torch.export program: no record 'archive_format' with the value 'pt2' lies in the root folder of its "
            + "first entry",
        ArchiveKind.Empty => "the file is empty",
        ArchiveKind.Damaged => "the zip is damaged",
        _ => "this is not a .pt2 file: it does not start like a zip",
    };
}
