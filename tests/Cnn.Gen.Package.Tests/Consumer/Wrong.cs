using Cnn.Gen;

var net = new WrongNet(seed: 1);
Console.WriteLine(net.Classify(new float[WrongNet.InputLength]));
WrongNet.Conv1.Forward(new float[16], new float[25], new float[1], new float[1]);

[CnnModel(4, 4, 1)]
[Conv2D(1, 5)]
[Dense(4)]
public sealed partial class WrongNet;
