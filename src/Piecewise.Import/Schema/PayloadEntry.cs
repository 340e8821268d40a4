namespace Piecewise.Import;

/// <summary>One tensor of the weights or constants: a view of a record that holds a whole storage.</summary>
/// <param name="Name">Full name of the parameter, buffer or constant.</param>
/// <param name="Path">Name of the record, such as <c>data/weights/weight_7</c>. Tensors that share storage share it.</param>
/// <param name="IsParameter">Whether it is a parameter.</param>
/// <param name="UsePickle">Whether the record is a pickle, which can't be loaded.</param>
/// <param name="TensorMeta">Type, sizes, strides and offset of the view; null only for objects that are no tensors.</param>
internal sealed record PayloadEntry(string Name, string Path, bool IsParameter, bool UsePickle, TensorMetaData? TensorMeta);
