namespace Mnist;

/// <summary>What the command line says.</summary>
/// <param name="Data">The directory of the four IDX files.</param>
/// <param name="Epochs">How often to go through the training images.</param>
/// <param name="Seed">From which parameters and order are drawn.</param>
/// <param name="Threads">Threads to train on.</param>
internal sealed record Settings(string Data, int Epochs, int Seed, int Threads);
