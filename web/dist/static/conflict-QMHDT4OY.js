import{a,b,c}from"/static/chunk-7RPIG2C5.js";import"/static/chunk-E2G5CZGL.js";import"/static/chunk-BT3J6GOE.js";import"/static/chunk-A3K7YQLQ.js";export{a as noteSent,b as notice,c as sentence};
