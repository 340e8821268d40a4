namespace Piecewise.Runtime;

/// <summary>A file as a listing of the folder found it; by now it may be gone.</summary>
internal readonly record struct CacheFile(string Path, CacheFileKind Kind, long Length, DateTime LastUsed)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public string Hash => System.IO.Path.GetFileNameWithoutExtension(Path);
}

internal enum CacheFileKind
{
    Artifact,
    Constants,
    Unfinished,
    SetAside,
}
