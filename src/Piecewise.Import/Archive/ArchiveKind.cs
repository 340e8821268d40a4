namespace Piecewise.Import;

/// <summary>What a file is, as far as its first bytes and its list of records tell.</summary>
internal enum ArchiveKind
{
    /// <summary>None of the kinds below.</summary>
    Unknown,

    /// <summary>A program of <c>torch.export.save</c> with raw weights (PyTorch 2.9 and later): the kind that loads.</summary>
    Pt2,

    /// <summary>The archive of PyTorch 2.8: the same layout with pickled weights.</summary>
    Pt2PickledWeights,

    /// <summary>The flat zip of PyTorch 2.7 and earlier.</summary>
    Pt2Flat,

    /// <summary>A package of compiled AOTInductor code without a program.</summary>
    AotInductor,

    /// <summary>A TorchScript module (<c>torch.jit.save</c>).</summary>
    TorchScript,

    /// <summary>A zip of <c>torch.save</c>.</summary>
    TorchSave,

    /// <summary>A bare pickle, such as <c>torch.save</c> wrote before PyTorch 1.6.</summary>
    Pickle,

    /// <summary>An ExecuTorch program (<c>.pte</c>).</summary>
    ExecuTorch,

    Safetensors,

    Onnx,

    Gguf,

    /// <summary>A zip with none of the records that the other kinds have.</summary>
    OtherZip,

    /// <summary>A zip that can't be read to its end: truncated, altered or hostile.</summary>
    Damaged,

    /// <summary>A file of no bytes.</summary>
    Empty,
}
